using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Diagnoser.Engine.Rules.Testing;

/// <summary>What all tests of rules have in common: their clock and how ids are made.</summary>
internal static class TestHost
{
    public const string DefaultName = "h1";

    /// <summary>The time of <c>at: 0s</c>.</summary>
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>When containers were started that no event of the test starts.</summary>
    public static readonly DateTimeOffset Before = Start.AddMinutes(-1);

    /// <summary>A container id of 64 hex digits for a short name; one that is an id already stays.</summary>
    public static string ContainerId(string id) =>
        id.Length == 64 && id.All(char.IsAsciiHexDigitLower) ? id : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)));

    public static string Nanoseconds(DateTimeOffset time) =>
        ((time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) * 100).ToString(CultureInfo.InvariantCulture);
}
