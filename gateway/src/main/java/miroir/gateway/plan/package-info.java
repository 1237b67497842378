/**
 * Pure decisions about a request: which nodes answer for which shards, by which filter, and the
 * tokens that documents carry for it. Uses {@code miroir.cluster}, and Jackson for filters.
 */
@NullMarked
package miroir.gateway.plan;

import org.jspecify.annotations.NullMarked;
