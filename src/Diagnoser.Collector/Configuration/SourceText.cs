using System.Text;

namespace Diagnoser.Collector.Configuration;

/// <summary>The content of a file as text.</summary>
internal static class SourceText
{
    /// <summary>UTF-8, with or without a byte order mark; what is not UTF-8 becomes U+FFFD and is then no right value.</summary>
    public static string Decode(ReadOnlySpan<byte> content) => Encoding.UTF8.GetString(content).TrimStart('\ufeff');
}
