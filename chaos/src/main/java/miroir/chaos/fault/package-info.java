/**
 * Faults on whole clusters under load, measured and checked. Uses the cluster, the links, the
 * workload and the checks.
 */
@NullMarked
package miroir.chaos.fault;

import org.jspecify.annotations.NullMarked;
