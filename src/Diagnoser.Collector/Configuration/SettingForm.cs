using System.Globalization;

namespace Diagnoser.Collector.Configuration;

/// <summary>Knows what a value of each kind looks like.</summary>
internal static class SettingForm
{
    private const string Mask = "***";

    /// <summary>What is wrong with this value of the setting; null if it is right. Does not repeat a secret.</summary>
    public static string? Problem(Setting setting, string text) =>
        IsRight(setting, text) ? null : $"{(setting.IsSecret ? "the value (not shown: a secret)" : $"'{text}'")} is not {Form(setting)}";

    /// <summary>The value as people may see it.</summary>
    public static string Shown(Setting setting, string text) => setting switch
    {
        { Kind: SettingKind.Uri } when Uri.TryCreate(text, UriKind.Absolute, out var uri) => Shown(uri, text, setting.IsSecret),
        { IsSecret: true } => Mask,
        _ => text,
    };

    /// <summary>A duration; 0s is none.</summary>
    public static bool TryDuration(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        return text == "0s" || Durations.TryParse(text, out duration);
    }

    private static bool IsRight(Setting setting, string text) => setting.Kind switch
    {
        SettingKind.Uri => Uri.TryCreate(text, UriKind.Absolute, out var uri)
            && text.Contains("://", StringComparison.Ordinal)
            && setting.Allowed?.Contains(uri.Scheme, StringComparer.OrdinalIgnoreCase) != false,
        SettingKind.Integer => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= setting.Least && number <= setting.Most,
        SettingKind.Duration => TryDuration(text, out var duration)
            && duration >= (setting.Shortest ?? TimeSpan.Zero) && duration <= (setting.Longest ?? TimeSpan.MaxValue),
        SettingKind.Size => Sizes.TryParse(text, out var bytes) && bytes >= setting.Smallest && bytes <= setting.Largest,
        SettingKind.Boolean => bool.TryParse(text, out _),
        SettingKind.Address => text.LastIndexOf(':') is > 0 and var colon
            && ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _),
        _ => setting.Allowed?.Contains(text, StringComparer.OrdinalIgnoreCase) != false || (setting.IsPathAllowed && Path.IsPathRooted(text)),
    };

    private static string Form(Setting setting)
    {
        var form = setting.Kind switch
        {
            SettingKind.Uri => setting.Allowed is null ? "an absolute URI" : $"a URI that begins with {string.Join(" or ", setting.Allowed.Select(s => s + "://"))}",
            SettingKind.Integer => string.Create(CultureInfo.InvariantCulture, $"a whole number from {setting.Least} to {setting.Most}"),
            SettingKind.Duration when setting.Longest is { } longest => $"a duration from {Bound(setting.Shortest ?? TimeSpan.Zero)} to {Bound(longest)}: {Durations.Allowed}",
            SettingKind.Duration => $"a duration: {Durations.Allowed}",
            SettingKind.Size => $"a size from {Sizes.Text(setting.Smallest)} to {Sizes.Text(setting.Largest)}: {Sizes.Allowed}",
            SettingKind.Boolean => "true or false",
            SettingKind.Address => "HOST:PORT",
            _ => $"one of {string.Join(", ", setting.Allowed ?? [])}{(setting.IsPathAllowed ? ", or an absolute path" : "")}",
        };
        return setting.Example is null ? form : $"{form}, such as {setting.Example}";
    }

    // As it may be written, in its largest whole unit.
    private static string Bound(TimeSpan duration)
    {
        var (number, unit) = duration switch
        {
            { TotalMinutes: < 1 } => (duration.TotalSeconds, "s"),
            { TotalHours: < 1 } => (duration.TotalMinutes, "m"),
            _ => (duration.TotalHours, "h"),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{number:0.###}{unit}");
    }

    // A password may stand in any URI; in that of a webhook the path is the secret.
    private static string Shown(Uri uri, string text, bool isSecret)
    {
        var user = uri.UserInfo.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon ? $"{uri.UserInfo[..colon]}:{Mask}@" : uri.UserInfo.Length > 0 ? $"{Mask}@" : "";
        var rest = uri.PathAndQuery;
        return isSecret
            ? $"{uri.Scheme}://{user}{uri.Authority[(uri.UserInfo.Length > 0 && uri.Authority.Contains('@') ? uri.UserInfo.Length + 1 : 0)..]}{(rest.Length > 1 ? "/" + Mask : "")}"
            : user.Length == 0 ? text : text.Replace(uri.UserInfo + "@", user, StringComparison.Ordinal);
    }
}
