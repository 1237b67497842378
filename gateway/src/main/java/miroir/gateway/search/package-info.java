/** Searches and reads of documents: plan, scatter, merge. Uses map, plan, ask and merge. */
@NullMarked
package miroir.gateway.search;

import org.jspecify.annotations.NullMarked;
