/** Tests of lanes. */
@NullMarked
package miroir.gateway.lane;

import org.jspecify.annotations.NullMarked;
