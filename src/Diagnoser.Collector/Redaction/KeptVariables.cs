namespace Diagnoser.Collector.Redaction;

/// <summary>The environment variables of containers whose values are told. Of all others the name is, and a hash by which a change shows.</summary>
public sealed class KeptVariables
{
    /// <summary>Those that are told where nothing else is configured.</summary>
    public const string Usual =
        "*_LOG_LEVEL, LOG_LEVEL, TZ, LANG, LC_*, PATH, HOSTNAME, ASPNETCORE_URLS, ASPNETCORE_HTTP_PORTS, ASPNETCORE_ENVIRONMENT, DOTNET_*, "
        + "NODE_ENV, NODE_OPTIONS, NODE_VERSION, GOMAXPROCS, GOMEMLIMIT, GOGC, JAVA_OPTS, JAVA_TOOL_OPTIONS, JDK_JAVA_OPTIONS, JAVA_VERSION, "
        + "CATALINA_OPTS, PYTHON_VERSION, PYTHONUNBUFFERED, WEB_CONCURRENCY, MALLOC_ARENA_MAX, OMP_NUM_THREADS, PORT";

    private readonly string[] _names;

    /// <summary>Those of a list.</summary>
    /// <param name="names">Names by commas; <c>*</c> at the begin or end of one is any text.</param>
    public KeptVariables(string names) => _names = names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>True if the value of this variable is told, without the secrets in it.</summary>
    public bool Has(ReadOnlySpan<char> name)
    {
        if (SecretNames.KindOf(name) > NameKind.Doubtful)
        {
            return false;
        }

        foreach (var kept in _names)
        {
            var isKept = kept switch
            {
                ['*', .. var end] => name.EndsWith(end),
                [.. var start, '*'] => name.StartsWith(start),
                _ => name.SequenceEqual(kept),
            };
            if (isKept)
            {
                return true;
            }
        }

        return false;
    }
}
