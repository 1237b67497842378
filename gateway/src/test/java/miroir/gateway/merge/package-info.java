/** Tests of the merge against recordings; they use Jackson to read these. */
@NullMarked
package miroir.gateway.merge;

import org.jspecify.annotations.NullMarked;
