/** The gRPC services: check, translate, propose, stream. Uses published, Proposer and the codec. */
@NullMarked
package miroir.coordinator.rpc;

import org.jspecify.annotations.NullMarked;
