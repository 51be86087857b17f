using System.Text;

namespace Diagnoser.Collector.Proxy;

/// <summary>
/// The head of a request, read as strictly as HTTP/1.1 can be: the engine never sees these bytes, only a request that is written anew, so that there is
/// nothing to be understood in two ways.
/// </summary>
/// <param name="Method">The method.</param>
/// <param name="Target">The target as it was sent.</param>
internal sealed record RequestHead(string Method, string Target)
{
    /// <summary>The longest head that is read.</summary>
    public const int Longest = 16 * 1024;

    /// <summary>Takes a head apart, its last empty line included; null with the reason if it is not one.</summary>
    public static RequestHead? Parse(ReadOnlySpan<byte> bytes, out string problem)
    {
        foreach (var letter in bytes)
        {
            if (letter is >= 0x7f or (< 0x20 and not ((byte)'\r' or (byte)'\n' or (byte)'\t')))
            {
                problem = "its head has bytes that are no text";
                return null;
            }
        }

        var lines = Encoding.ASCII.GetString(bytes).Split("\r\n");
        if (lines.Any(line => line.AsSpan().ContainsAny('\r', '\n')))
        {
            problem = "its lines do not end as HTTP's do";
            return null;
        }

        if (lines[0].Split(' ') is not [var method, var target, "HTTP/1.1"] || method.Length == 0)
        {
            problem = "its first line is not METHOD TARGET HTTP/1.1";
            return null;
        }

        foreach (var line in lines.Skip(1).TakeWhile(line => line.Length > 0))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var name = colon > 0 ? line[..colon].ToLowerInvariant() : "";
            if (name.Length == 0 || name.AsSpan().ContainsAny(' ', '\t'))
            {
                problem = "it has a header without a name";
                return null;
            }

            if (name is "transfer-encoding" or "upgrade" or "expect" || (name == "content-length" && line[(colon + 1)..].Trim() != "0"))
            {
                problem = $"it comes with {name}, and nothing that reads needs that";
                return null;
            }
        }

        problem = "";
        return new RequestHead(method, target);
    }
}
