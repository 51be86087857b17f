using System.CommandLine;

namespace Diagnoser.Collector.Cli;

/// <summary><c>--docker URI</c>.</summary>
public static class DockerOption
{
    private static readonly string[] Schemes = ["unix", "tcp", "http", "https", "ssh"];

    /// <summary>A new one, for one command.</summary>
    public static Option<Uri?> Create() => new("--docker")
    {
        Description = "Docker engine: unix:///path/docker.sock or tcp://host:port. Default: DOCKER_HOST, else the usual sockets.",
        HelpName = "URI",
        CustomParser = result =>
        {
            var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && Schemes.Contains(uri.Scheme) && text.Contains("://", StringComparison.Ordinal))
            {
                return uri;
            }

            result.AddError($"--docker: '{text}' is not the address of an engine: write unix:///path/docker.sock, tcp://host:port, http:// or https://");
            return null;
        },
    };
}
