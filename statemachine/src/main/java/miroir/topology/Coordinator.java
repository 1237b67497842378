package miroir.topology;

/**
 * Where a coordinator can be reached; committed when it starts.
 *
 * @param id peer id
 * @param grpc host:port of the admin and gateway services
 * @param http host:port of readiness and metrics
 */
public record Coordinator(String id, String grpc, String http) {}
