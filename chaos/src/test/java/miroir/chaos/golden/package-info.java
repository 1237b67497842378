/** Tests of the replayer against servers that speak from recordings. */
@NullMarked
package miroir.chaos.golden;

import org.jspecify.annotations.NullMarked;
