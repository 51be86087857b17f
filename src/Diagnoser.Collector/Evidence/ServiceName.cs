namespace Diagnoser.Collector.Evidence;

/// <summary>Whose container it is.</summary>
/// <param name="Name">The service.</param>
/// <param name="Stack">The compose project or Swarm stack.</param>
/// <param name="Orchestrator"><c>swarm</c>, <c>compose</c> or <c>none</c>.</param>
internal sealed record ServiceName(string Name, string? Stack, string Orchestrator);
