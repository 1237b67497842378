/** Tests of the writer over its ports: a cluster on paper, nodes in memory, a virtual clock. */
@NullMarked
package miroir.gateway.writer;

import org.jspecify.annotations.NullMarked;
