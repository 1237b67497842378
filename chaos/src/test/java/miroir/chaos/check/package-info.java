/** Tests of what judges others. */
@NullMarked
package miroir.chaos.check;

import org.jspecify.annotations.NullMarked;
