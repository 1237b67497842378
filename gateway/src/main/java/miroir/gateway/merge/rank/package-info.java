/** How hits compare: a node's ranking details, rule by rule. Uses {@code miroir.gateway.json}. */
@NullMarked
package miroir.gateway.merge.rank;

import org.jspecify.annotations.NullMarked;
