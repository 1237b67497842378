/** Faults on whole clusters under load, measured. Uses the cluster and the workload. */
@NullMarked
package miroir.chaos.fault;

import org.jspecify.annotations.NullMarked;
