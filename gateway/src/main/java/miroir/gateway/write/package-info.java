/**
 * The request's side of a write: prepare, find the writer or forward, wait, answer. Uses map,
 * session and writer.
 */
@NullMarked
package miroir.gateway.write;

import org.jspecify.annotations.NullMarked;
