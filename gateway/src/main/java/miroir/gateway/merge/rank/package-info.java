/**
 * How hits compare: a node's ranking details, rule by rule. Uses {@code miroir.gateway.merge.json}.
 */
@NullMarked
package miroir.gateway.merge.rank;

import org.jspecify.annotations.NullMarked;
