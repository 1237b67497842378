/** Tests of plans; they use Jackson to read recordings. */
@NullMarked
package miroir.gateway.plan;

import org.jspecify.annotations.NullMarked;
