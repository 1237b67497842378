/**
 * What a cluster consists of: nodes, indexes, members, replicas, sessions, leases, configuration.
 * Uses miroir.cluster.
 */
@NullMarked
package miroir.topology;

import org.jspecify.annotations.NullMarked;
