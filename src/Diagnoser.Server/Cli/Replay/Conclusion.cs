using Diagnoser.Contracts;
using Diagnoser.Engine;

namespace Diagnoser.Server.Cli.Replay;

/// <summary>What a line of a recording made known.</summary>
/// <param name="Blind">The blind window that it tells of; null if it tells of none.</param>
/// <param name="Output">What the engine concluded.</param>
internal readonly record struct Conclusion(BlindWindow? Blind, EngineOutput Output);
