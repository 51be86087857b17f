using Diagnoser.Collector.Configuration;

namespace Diagnoser.Server.Cli.Run;

/// <summary>What <c>server</c> was asked for.</summary>
internal sealed record ServerOptions(IReadOnlyList<string> Roles)
{
    public string? Config { get; init; }

    public string? Runbooks { get; init; }

    public string? Data { get; init; }

    public string? Http { get; init; }

    /// <summary>The settings that are given as flags.</summary>
    public IReadOnlyList<SettingFlag> Flags()
    {
        var flags = new List<SettingFlag>();
        Add(ServerSettings.RunbooksFolder, Runbooks, "--runbooks");
        Add(ServerSettings.StoreData, Data, "--data");
        Add(ServerSettings.HttpListen, Http, "--http");
        return flags;

        void Add(string key, string? value, string flag)
        {
            if (value is not null)
            {
                flags.Add(new SettingFlag(key, value, flag));
            }
        }
    }
}
