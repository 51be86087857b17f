namespace Diagnoser.Server.Notifiers;

/// <summary>
/// Where a notifier sends to. The address of a webhook is a secret, whoever has it can post: only the host is ever shown.
/// </summary>
internal sealed class NotifierAddress
{
    private NotifierAddress(Uri uri) => Uri = uri;

    /// <summary>The whole address; not for messages or logs.</summary>
    public Uri Uri { get; }

    /// <summary>The part that may be shown.</summary>
    public string Host => Uri.IsDefaultPort ? Uri.Host : Uri.Authority;

    /// <summary>Reads a configured address.</summary>
    /// <param name="text">The address.</param>
    /// <param name="allowHttp">Whether http is taken for other machines than this one.</param>
    /// <exception cref="FormatException">It is not an address that may be used; the message does not repeat it.</exception>
    public static NotifierAddress Parse(string text, bool allowHttp = false)
    {
        if (!Uri.TryCreate(text?.Trim(), UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http") || uri.Host.Length == 0)
        {
            throw new FormatException("the address must be a whole one that begins with https:// (it is not repeated here, as it may be a secret)");
        }

        if (uri.Scheme == "http" && !uri.IsLoopback && !allowHttp)
        {
            throw new FormatException($"the address at {uri.Host} must begin with https://; http is taken for this machine only");
        }

        if (uri.UserInfo.Length > 0)
        {
            throw new FormatException($"the address at {uri.Host} must not hold a user name or password");
        }

        return new NotifierAddress(uri);
    }

    public override string ToString() => $"{Uri.Scheme}://{Host}/…";
}
