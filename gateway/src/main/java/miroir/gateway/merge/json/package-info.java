/**
 * JSON as bytes: finding, reading and copying ranges of what a node answered, so that documents
 * pass through as the node wrote them. Uses the JDK alone.
 */
@NullMarked
package miroir.gateway.merge.json;

import org.jspecify.annotations.NullMarked;
