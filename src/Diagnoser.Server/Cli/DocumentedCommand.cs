using System.CommandLine;

namespace Diagnoser.Server.Cli;

/// <summary>A line of the examples in a command's help.</summary>
/// <param name="Command">What to type.</param>
/// <param name="Purpose">What for.</param>
internal readonly record struct Example(string Command, string Purpose);

/// <summary>A command whose help ends with examples.</summary>
internal sealed class DocumentedCommand(string name, string description, params IReadOnlyList<Example> examples) : Command(name, description)
{
    public IReadOnlyList<Example> Examples { get; } = examples;
}
