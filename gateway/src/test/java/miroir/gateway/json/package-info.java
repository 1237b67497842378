/** Tests of reading and copying JSON as bytes. */
@NullMarked
package miroir.gateway.json;

import org.jspecify.annotations.NullMarked;
