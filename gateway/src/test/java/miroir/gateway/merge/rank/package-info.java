/** Tests of the order of hits. */
@NullMarked
package miroir.gateway.merge.rank;

import org.jspecify.annotations.NullMarked;
