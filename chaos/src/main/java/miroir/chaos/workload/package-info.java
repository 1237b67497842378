/**
 * Load on a cluster through its public API, and what became of each request. Uses the JDK's HTTP
 * client.
 */
@NullMarked
package miroir.chaos.workload;

import org.jspecify.annotations.NullMarked;
