using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Reflection;
using Diagnoser.Collector.Configuration;
using Diagnoser.Server.Cli.Replay;
using Diagnoser.Server.Cli.Rules;
using Diagnoser.Server.Cli.Run;
using Diagnoser.Server.Cli.Up;
using Diagnoser.Server.Cli.Why;
using Diagnoser.Server.Stores;

namespace Diagnoser.Server.Cli;

/// <summary>The command line: the list of commands, and what happens when one fails.</summary>
internal static class CommandLine
{
    /// <summary>Runs a command line; gives its exit code.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, Surroundings surroundings, CancellationToken cancellationToken)
    {
        // A container may be called anything: no response files (@name).
        var result = Root(surroundings).Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        try
        {
            if (result.Action is ParseErrorAction wrong)
            {
                return await ExplainAsync(result, wrong, surroundings);
            }

            return await result.InvokeAsync(
                new InvocationConfiguration
                {
                    Output = surroundings.Out,
                    Error = surroundings.Error,
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = null,
                },
                cancellationToken);
        }
        catch (CommandFailedException failure)
        {
            surroundings.Tell(failure.Message);
            return failure.ExitCode;
        }
        catch (StoreException failure)
        {
            surroundings.Tell(failure.Message);
            return ExitCodes.Unreachable;
        }
        catch (SettingsException failure)
        {
            foreach (var problem in failure.Problems)
            {
                surroundings.Tell(problem.ToString());
            }

            return ExitCodes.Usage;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            surroundings.Tell("interrupted");
            return ExitCodes.Interrupted;
        }
        finally
        {
            await surroundings.Out.FlushAsync(CancellationToken.None);
            await surroundings.Error.FlushAsync(CancellationToken.None);
        }
    }

    private static RootCommand Root(Surroundings surroundings)
    {
        var root = new RootCommand("Tells why Docker containers die, from evidence.")
        {
            UpCommand.Create(surroundings),
            WhyCommand.Create(surroundings),
            ReplayCommand.Create(surroundings),
            RulesCommand.Create(surroundings),
            RecordCommand.Create(surroundings),
            ServerCommand.Create(surroundings),
        };
        foreach (var option in root.Options)
        {
            if (option is HelpOption help)
            {
                // Aliases in the style of another system would take a file or container of that name.
                _ = help.Aliases.Remove("/h");
                _ = help.Aliases.Remove("/?");
                help.Action = new HelpWithExamples((HelpAction)help.Action!);
            }
            else if (option is VersionOption version)
            {
                version.Action = new SayVersion();
            }
        }

        return root;
    }

    private static async Task<int> ExplainAsync(ParseResult result, ParseErrorAction wrong, Surroundings surroundings)
    {
        var error = surroundings.Error;
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
        return ExitCodes.Usage;
    }

    private static string Path(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{Path(parent)} {command.Name}" : "diagnoser";

    private sealed class SayVersion : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            var assembly = typeof(SayVersion).Assembly;
            var version = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
            parseResult.InvocationConfiguration.Output.WriteLine($"diagnoser {version}");
            return ExitCodes.Done;
        }
    }
}
