using System.CommandLine;
using System.Globalization;
using System.Net;
using Diagnoser.Collector.Configuration;

namespace Diagnoser.Server.Cli.Run;

/// <summary><c>diagnoser healthcheck</c>: for Docker's HEALTHCHECK, in an image that has no shell and no curl to ask with.</summary>
internal static class HealthcheckCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static Command Create(Surroundings surroundings)
    {
        var server = new Option<string?>("--server") { Description = "The server to ask. Default: the one that is configured to listen here.", HelpName = "URL" };
        var ready = new Option<bool>("--ready") { Description = "Ask whether it has all it needs, too: broker, database, rules." };
        var config = Options.Config();
        var command = new DocumentedCommand(
            "healthcheck",
            "Says in one line whether a server with the role serve is alive. With --ready a server that waits for its broker or its database is not "
            + "well; a restart would not help it.",
            new Example("diagnoser healthcheck", "exit code 0: well, 1: not well"),
            new Example("diagnoser healthcheck --ready --server http://10.0.0.5:8080", "another one"))
        {
            server, ready, config,
        };
        command.SetAction(async (result, cancellationToken) =>
        {
            var flags = result.GetValue(server) is { } given ? new[] { new SettingFlag(ServerSettings.ServerUri, given, "--server") } : [];
            var settings = ServerSettings.Load(surroundings, flags, result.GetValue(config));
            var address = flags.Length > 0 ? settings.Uri(ServerSettings.ServerUri)! : Local(settings.Text(ServerSettings.HttpListen)!);
            var (isWell, text) = await AskAsync(new Uri(address, result.GetValue(ready) ? "readyz" : "healthz"), cancellationToken);
            await surroundings.Out.WriteLineAsync(TerminalText.Line(text, TerminalText.RuleTextLimit));
            return isWell ? ExitCodes.Done : ExitCodes.NotWell;
        });
        return command;
    }

    /// <summary>Where to ask a server that listens there; one that listens on every address of the machine, at the nearest.</summary>
    internal static Uri Local(string listen)
    {
        var colon = listen.LastIndexOf(':');
        var host = listen[..colon] switch
        {
            "*" or "+" or "0.0.0.0" => "127.0.0.1",
            "[::]" => "[::1]",
            var given => given,
        };
        return new Uri($"http://{host}{listen[colon..]}");
    }

    private static async Task<(bool IsWell, string Text)> AskAsync(Uri address, CancellationToken cancellationToken)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = Patience };
        try
        {
            using var answer = await client.GetAsync(address, cancellationToken);
            var said = (await answer.Content.ReadAsStringAsync(cancellationToken)).Trim().ReplaceLineEndings("; ");
            return (answer.StatusCode == HttpStatusCode.OK, said);
        }
        catch (HttpRequestException problem)
        {
            return (false, $"{address} cannot be reached: {problem.Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (false, string.Create(CultureInfo.InvariantCulture, $"{address} has not answered within {Patience.TotalSeconds:0} s"));
        }
    }
}
