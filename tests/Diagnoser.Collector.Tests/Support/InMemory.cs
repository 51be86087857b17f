using System.Text;
using Diagnoser.Collector.Configuration;

namespace Diagnoser.Collector.Tests.Support;

/// <summary>Sources of settings that are only in memory.</summary>
internal static class InMemory
{
    public static SettingsSources Of(
        string? yaml = null, string? json = null, IReadOnlyDictionary<string, string>? variables = null, IReadOnlyDictionary<string, string>? files = null) => new()
        {
            Variables = variables ?? new Dictionary<string, string>(),
            ProgramFolder = "/program",
            Read = path => path switch
            {
                SettingsSources.UsualFile when yaml is not null => Encoding.UTF8.GetBytes(yaml),
                "/program/appsettings.json" when json is not null => Encoding.UTF8.GetBytes(json),
                "/forbidden" => throw new UnauthorizedAccessException("Access to the path '/forbidden' is denied."),
                _ when files?.TryGetValue(path, out var content) == true => Encoding.UTF8.GetBytes(content),
                _ => null,
            },
        };
}
