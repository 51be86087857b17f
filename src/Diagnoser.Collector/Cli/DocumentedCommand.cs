using System.CommandLine;

namespace Diagnoser.Collector.Cli;

/// <summary>A line of the examples in a command's help.</summary>
/// <param name="Command">What to type.</param>
/// <param name="Purpose">What for.</param>
public readonly record struct Example(string Command, string Purpose);

/// <summary>A command whose help ends with examples.</summary>
#pragma warning disable CA1010 // because the library's own command is a collection only for initializers
public sealed class DocumentedCommand(string name, string description, params IReadOnlyList<Example> examples) : Command(name, description)
#pragma warning restore CA1010
{
    /// <summary>The examples.</summary>
    public IReadOnlyList<Example> Examples { get; } = examples;
}
