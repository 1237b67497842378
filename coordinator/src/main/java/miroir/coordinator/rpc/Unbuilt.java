package miroir.coordinator.rpc;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;

/** Says in a sentence that a call has its place but cannot be answered by this version. */
public final class Unbuilt implements ServerInterceptor {
  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    return next.startCall(
        new SimpleForwardingServerCall<>(call) {
          @Override
          public void close(Status status, Metadata trailers) {
            boolean unbuilt = status.getCode() == Status.Code.UNIMPLEMENTED;
            super.close(
                unbuilt
                    ? status.withDescription(
                        call.getMethodDescriptor().getBareMethodName()
                            + " belongs to moving data, which this version cannot do yet")
                    : status,
                trailers);
          }
        },
        headers);
  }
}
