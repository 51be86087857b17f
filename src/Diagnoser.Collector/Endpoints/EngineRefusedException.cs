using System.Net;

namespace Diagnoser.Collector.Endpoints;

/// <summary>The engine answered, and said no.</summary>
internal sealed class EngineRefusedException(HttpStatusCode status, string message) : Exception(message)
{
    public HttpStatusCode Status { get; } = status;
}
