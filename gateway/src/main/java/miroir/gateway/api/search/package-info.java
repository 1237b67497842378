/**
 * Searches as clients ask for them: parameters, bodies, defaults. May use the words of the API and
 * its checks.
 */
@NullMarked
package miroir.gateway.api.search;

import org.jspecify.annotations.NullMarked;
