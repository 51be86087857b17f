using System.CommandLine;
using System.Reflection;
using Diagnoser.Collector.Configuration;

namespace Diagnoser.Collector.Cli;

/// <summary>The collector's command line: the list of commands, and what happens when one fails.</summary>
internal static class CommandLine
{
    private static readonly ProgramLine Line = new(
        "diagnoser-collector",
        typeof(CommandLine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "",
        "0 done, or well; 1 not well (healthcheck, doctor); 2 wrong usage or settings; 3 cannot read or write what it needs");

    /// <summary>Runs a command line; gives its exit code.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, Surroundings surroundings, CancellationToken cancellationToken)
    {
        try
        {
            return await Line.RunAsync(Root(surroundings), arguments, surroundings.Out, surroundings.Error, cancellationToken);
        }
        catch (SettingsException failure)
        {
            foreach (var problem in failure.Problems)
            {
                surroundings.Tell(problem.ToString());
            }

            return ExitCodes.Usage;
        }
        catch (OwnedFolderException failure)
        {
            surroundings.Tell(failure.Message);
            return ExitCodes.Unreachable;
        }
    }

    private static RootCommand Root(Surroundings surroundings) => new("Watches a Docker host and publishes its events, with evidence, to RabbitMQ.")
    {
        RunCommand.Create(surroundings),
        HealthcheckCommand.Create(surroundings),
        DoctorCommand.Create(surroundings),
        ProxyCommand.Create(surroundings),
        ConfigCommand.Create(surroundings),
    };
}
