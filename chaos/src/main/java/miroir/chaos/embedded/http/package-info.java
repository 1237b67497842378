/**
 * The HTTP face of the embedded node: routes, access, answers. May use Armeria and everything else
 * of the node.
 */
@NullMarked
package miroir.chaos.embedded.http;

import org.jspecify.annotations.NullMarked;
