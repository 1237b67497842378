/**
 * One (index, node): queue, tags, breaking, cutting, following tasks. Event-driven, no I/O of its
 * own.
 */
@NullMarked
package miroir.gateway.lane;

import org.jspecify.annotations.NullMarked;
