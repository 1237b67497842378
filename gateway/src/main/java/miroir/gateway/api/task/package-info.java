/** Tasks as clients see them and ask for them. May use the words of the API and its checks. */
@NullMarked
package miroir.gateway.api.task;

import org.jspecify.annotations.NullMarked;
