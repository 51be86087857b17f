namespace Diagnoser.Collector.Evidence;

/// <summary>What reads evidence of a container from the engine.</summary>
internal sealed record Readers(Inspector Inspector, LogTail LogTail);
