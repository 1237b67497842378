/** Tests of the links between processes. */
@NullMarked
package miroir.chaos.proxy;

import org.jspecify.annotations.NullMarked;
