/**
 * Recorded answers of one real Meilisearch, and the replayer that asks a server for them again.
 * Uses the JDK's HTTP client and Jackson; nothing of Miroir, so that it judges from outside.
 */
@NullMarked
package miroir.chaos.golden;

import org.jspecify.annotations.NullMarked;
