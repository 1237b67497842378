/** Parameters and bodies of the routes for indexes. May use the words of the API and its checks. */
@NullMarked
package miroir.gateway.api.index;

import org.jspecify.annotations.NullMarked;
