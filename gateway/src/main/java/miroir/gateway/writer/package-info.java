/**
 * The writer of an index: order, split, registration, outcomes. Event-driven, no I/O of its own.
 */
@NullMarked
package miroir.gateway.writer;

import org.jspecify.annotations.NullMarked;
