using System.CommandLine;
using System.Net.Sockets;
using Diagnoser.Collector.Configuration;
using Diagnoser.Collector.Endpoints;
using Diagnoser.Collector.Proxy;

namespace Diagnoser.Collector.Cli;

/// <summary><c>diagnoser-collector proxy</c>.</summary>
internal static class ProxyCommand
{
    private static readonly TimeSpan CheckPatience = TimeSpan.FromSeconds(3);

    public static Command Create(Surroundings surroundings)
    {
        var options = new Options();
        var listen = new Option<string?>("--listen")
        {
            Description = "Socket to listen at. Default: /run/diagnoser/docker.sock.",
            HelpName = "PATH",
        };
        var check = new Option<bool>("--check") { Description = "Asks a running proxy whether engine and proxy answer; for Docker's HEALTHCHECK." };
        var command = new DocumentedCommand(
            "proxy",
            "Stands between a collector and Docker's socket, which makes whoever may use it root on the host. Lets through only what the collector reads "
            + "(ping, version, info, events, lists, inspect, logs); refuses every write, archive, export, exec, and whatever is written oddly. The "
            + "collector then needs the proxy's socket and no right of Docker's group.",
            new Example("diagnoser-collector proxy", "/var/run/docker.sock, offered at /run/diagnoser/docker.sock"),
            new Example("diagnoser-collector proxy --docker unix:///run/user/1000/docker.sock --listen ./read-only.sock", "a rootless engine, a socket of your own"),
            new Example("diagnoser-collector run --docker unix:///run/diagnoser/docker.sock", "a collector behind it"))
        {
            listen, check, options.Docker, options.Config,
        };
        command.SetAction((result, cancellationToken) =>
        {
            var settings = options.Load(result, surroundings);
            var path = Path.GetFullPath(result.GetValue(listen) ?? settings.Text(CollectorSettings.ProxyListen)!);
            return result.GetValue(check) ? CheckAsync(path, surroundings, cancellationToken) : RunAsync(settings, path, surroundings, cancellationToken);
        });
        return command;
    }

    private static async Task<int> CheckAsync(string path, Surroundings surroundings, CancellationToken cancellationToken)
    {
        using var client = new EngineClient(new Uri($"unix://{path}"));
        try
        {
            await client.PingAsync(CheckPatience, cancellationToken);
            surroundings.Out.WriteLine($"the engine answers through {path}");
            return ExitCodes.Done;
        }
        catch (Exception failure) when (EngineFailure.Is(failure))
        {
            surroundings.Out.WriteLine(Surroundings.Harmless($"the engine does not answer through {path}: {failure.Message}"));
            return ExitCodes.NotWell;
        }
    }

    private static async Task<int> RunAsync(Settings settings, string path, Surroundings surroundings, CancellationToken cancellationToken)
    {
        var candidates = DockerEndpoint.Candidates(settings.Uri(CollectorSettings.Docker), surroundings.Sources.Variable);
        var engine = candidates.Select(candidate => Uri.TryCreate(candidate, UriKind.Absolute, out var uri) && uri.Scheme == "unix" ? uri.LocalPath : null).FirstOrDefault(path => path is not null);
        if (engine is null)
        {
            surroundings.Tell($"the proxy guards a unix socket, and {string.Join(", ", candidates)} is none: give it with --docker unix:///path/docker.sock");
            return ExitCodes.Usage;
        }

        var told = new ProxyRefusals(surroundings);
        try
        {
            using var proxy = new SocketProxy(path, engine, surroundings.Clock, told.Tell);
            await proxy.RunAsync(() => surroundings.Tell($"reading of {engine} is offered at {path}"), cancellationToken);
        }
        catch (Exception failure) when (failure is SocketException or IOException or UnauthorizedAccessException)
        {
            surroundings.Tell($"cannot listen at {path}: {failure.Message}; its folder must exist and be writable, or name another with --listen");
            return ExitCodes.Unreachable;
        }

        surroundings.Tell($"stopped; {told.Count} requests were refused");
        return ExitCodes.Done;
    }
}
