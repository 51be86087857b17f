using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Diagnoser.Collector.Cli;

/// <summary>What the command lines of both programs have in common: help with examples, the version, and how wrong usage is explained.</summary>
/// <param name="name">The program.</param>
/// <param name="version">Its version.</param>
/// <param name="exitCodes">What its exit codes mean.</param>
public sealed class ProgramLine(string name, string version, string exitCodes)
{
    private const int WrongUsage = 2;

    /// <summary>Runs a command line; gives its exit code. What a command throws goes through.</summary>
    public async Task<int> RunAsync(RootCommand root, IReadOnlyList<string> arguments, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        Prepare(root);

        // A container may be called anything: no response files (@name).
        var result = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (result.Action is ParseErrorAction wrong)
        {
            return await ExplainAsync(result, wrong, error);
        }

        return await result.InvokeAsync(
            new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null },
            cancellationToken);
    }

    private void Prepare(RootCommand root)
    {
        foreach (var option in root.Options)
        {
            if (option is HelpOption help)
            {
                // Aliases in the style of another system would take a file or container of that name.
                _ = help.Aliases.Remove("/h");
                _ = help.Aliases.Remove("/?");
                help.Action = new HelpWithExamples((HelpAction)help.Action!, exitCodes);
            }
            else if (option is VersionOption versionOption)
            {
                versionOption.Action = new SayVersion($"{name} {version}");
            }
        }
    }

    private async Task<int> ExplainAsync(ParseResult result, ParseErrorAction wrong, TextWriter error)
    {
        wrong.ShowHelp = false;
        wrong.ShowTypoCorrections = true;
        _ = await result.InvokeAsync(new InvocationConfiguration { Output = error, Error = error, ProcessTerminationTimeout = null }, CancellationToken.None);
        var command = result.CommandResult.Command;
        var commands = command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name).ToList();
        if (commands.Count > 0)
        {
            await error.WriteLineAsync($"allowed commands: {string.Join(", ", commands)}");
        }

        var options = command.Options.Where(o => !o.Hidden && o is not VersionOption and not HelpOption).Select(o => o.Name).Append("--help");
        await error.WriteLineAsync($"allowed options: {string.Join(", ", options)}");
        await error.WriteLineAsync($"see: {Path(command)} --help");
        return WrongUsage;
    }

    private string Path(Command command) => command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{Path(parent)} {command.Name}" : name;

    private sealed class SayVersion(string text) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            parseResult.InvocationConfiguration.Output.WriteLine(text);
            return 0;
        }
    }
}
