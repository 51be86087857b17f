using System.CommandLine;
using System.Reflection;
using Diagnoser.Collector.Configuration;
using Diagnoser.Server.Cli.Incidents;
using Diagnoser.Server.Cli.Replay;
using Diagnoser.Server.Cli.Rules;
using Diagnoser.Server.Cli.Run;
using Diagnoser.Server.Cli.Timeline;
using Diagnoser.Server.Cli.Up;
using Diagnoser.Server.Cli.Why;
using Diagnoser.Server.Stores;

namespace Diagnoser.Server.Cli;

/// <summary>The command line: the list of commands, and what happens when one fails.</summary>
internal static class CommandLine
{
    /// <summary>This program's version.</summary>
    public static readonly string Version = typeof(CommandLine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    private static readonly ProgramLine Line = new(
        "diagnoser",
        Version,
        "0 done; 1 findings, or runbooks with errors or damaged input that was left out and counted; 2 wrong usage, or an id that nothing has; 3 cannot reach, read or write what it needs");

    /// <summary>Runs a command line; gives its exit code.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, Surroundings surroundings, CancellationToken cancellationToken)
    {
        try
        {
            return await Line.RunAsync(Root(surroundings), arguments, surroundings.Out, surroundings.Error, cancellationToken);
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
        catch (RequestRefusedException failure)
        {
            surroundings.Tell(failure.Message);
            return failure.Refusal is Refusal.Wrong or Refusal.Unknown ? ExitCodes.Usage : ExitCodes.Unreachable;
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

    private static RootCommand Root(Surroundings surroundings) => new("Tells why Docker containers die, from evidence.")
    {
        UpCommand.Create(surroundings),
        WhyCommand.Create(surroundings),
        ReplayCommand.Create(surroundings),
        RulesCommand.Create(surroundings),
        RecordCommand.Create(surroundings),
        IncidentsCommand.Create(surroundings),
        TimelineCommand.Create(surroundings),
        ServerCommand.Create(surroundings),
        HealthcheckCommand.Create(surroundings),
        ConfigCommand.Create(surroundings),
    };
}
