package dev.vane.flight;

import dev.vane.flight.call.FlightErrors;
import dev.vane.flight.get.GetService;
import dev.vane.flight.ipc.FlightMessage;
import dev.vane.flight.ipc.FlightMessageMarshaller;
import dev.vane.flight.put.PutService;
import dev.vane.flight.security.HandshakeService;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.VaneException;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptors;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCalls;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.arrow.flight.impl.Flight;
import org.apache.arrow.flight.impl.FlightServiceGrpc;

/**
 * Puts the Flight service together from its parts: DoGet and DoPut with our own writer and reader
 * of messages, the rest from {@link DescriptionService}, and a refusal with a code for every call
 * that is not served.
 *
 * <p>Why DoPut is not Flight's own: it allocates whatever length a message claims, answers damaged
 * messages with UNKNOWN, waits for ever for a descriptor that does not come, ignores that a
 * dictionary is an addition, bounds what waits by messages instead of bytes, and copies each batch
 * twice. Why DoGet is not: it has bytes on the heap in each message, for which Netty then copies
 * all of the message once more.
 */
final class ServiceDefinition {
  private ServiceDefinition() {}

  static ServerServiceDefinition create(
      GetService gets,
      DescriptionService descriptions,
      PutService puts,
      HandshakeService handshakes,
      FlightMessageMarshaller messages,
      FlightErrors errors) {
    Map<String, ServerMethodDefinition<?, ?>> methods = new LinkedHashMap<>();
    for (MethodDescriptor<?, ?> method : FlightServiceGrpc.getServiceDescriptor().getMethods()) {
      methods.put(method.getFullMethodName(), refusal(method, errors));
    }
    ServerServiceDefinition answered = descriptions.bindService();
    for (MethodDescriptor<?, ?> method :
        new MethodDescriptor<?, ?>[] {
          FlightServiceGrpc.getGetFlightInfoMethod(),
          FlightServiceGrpc.getGetSchemaMethod(),
          FlightServiceGrpc.getListFlightsMethod(),
          FlightServiceGrpc.getListActionsMethod(),
          FlightServiceGrpc.getDoActionMethod()
        }) {
      replace(methods, answered, method);
    }
    methods.put(FlightServiceGrpc.getDoGetMethod().getFullMethodName(), gets.method());
    MethodDescriptor<FlightMessage, Flight.PutResult> put =
        FlightServiceGrpc.getDoPutMethod().toBuilder(
                messages, FlightServiceGrpc.getDoPutMethod().getResponseMarshaller())
            .build();
    methods.put(
        put.getFullMethodName(),
        ServerMethodDefinition.create(put, ServerCalls.asyncBidiStreamingCall(puts)));
    methods.put(
        FlightServiceGrpc.getHandshakeMethod().getFullMethodName(),
        ServerMethodDefinition.create(
            FlightServiceGrpc.getHandshakeMethod(),
            ServerCalls.asyncBidiStreamingCall(handshakes)));
    ServerServiceDefinition.Builder service =
        ServerServiceDefinition.builder(FlightServiceGrpc.SERVICE_NAME);
    methods.values().forEach(service::addMethod);
    return service.build();
  }

  /**
   * Takes a method over in a form that is parsed where {@link CallGuard} sees it: gRPC answers what
   * its own parser throws with UNKNOWN.
   */
  private static void replace(
      Map<String, ServerMethodDefinition<?, ?>> methods,
      ServerServiceDefinition service,
      MethodDescriptor<?, ?> method) {
    ServerServiceDefinition unparsed =
        ServerInterceptors.useMarshalledMessages(service, new PassThrough());
    for (ServerMethodDefinition<?, ?> definition : unparsed.getMethods()) {
      if (definition.getMethodDescriptor().getFullMethodName().equals(method.getFullMethodName())) {
        methods.put(method.getFullMethodName(), definition);
      }
    }
  }

  private static <Q, S> ServerMethodDefinition<Q, S> refusal(
      MethodDescriptor<Q, S> method, FlightErrors errors) {
    ServerCallHandler<Q, S> handler =
        (call, headers) -> {
          StatusRuntimeException status =
              errors.report(
                  new VaneException(
                      ErrorCode.OPTION_UNSUPPORTED,
                      "%s is not served. Use DoPut to write, GetFlightInfo and DoGet to read, DoAction for the rest."
                          .formatted(method.getBareMethodName())));
          call.close(status.getStatus(), FlightErrors.trailersOf(status));
          return new ServerCall.Listener<>() {};
        };
    return ServerMethodDefinition.create(method, handler);
  }

  private static final class PassThrough implements Marshaller<InputStream> {
    @Override
    public InputStream stream(InputStream value) {
      return value;
    }

    @Override
    public InputStream parse(InputStream stream) {
      return stream;
    }
  }
}
