namespace TwilioServer.Scenarios.Webhooks;

/// <summary>
/// Requests that one reader could take for one and another for two, as RFC 9112 (sections 2.2, 3.2, 5 to 7 and 11.2) and
/// what was found in proxies and servers since name them. Behind each lies a second request that must not be answered.
/// </summary>
internal static class SmugglingCases
{
    private const string Line = "POST /webhooks/voice";
    private const string RequestLine = $"{Line} HTTP/1.1\r\n";
    private const string Form = "Content-Type: application/x-www-form-urlencoded\r\n";
    private const string Start = RequestLine + "Host: localhost\r\n" + Form;
    private const string Chunked = "Transfer-Encoding: chunked\r\n";
    private const string Second = "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n";

    /// <summary>The same to each path: one that reads bodies, one that reads none, one with a key, one that is not there.</summary>
    public static IEnumerable<(string What, string Request)> AtEveryPath() =>
        from to in (string[])["POST /webhooks/voice", "GET /health", "POST /internal/messages", "POST /nowhere"]
        from one in All()
        select (
            $"{to}: {one.What}",
            one.Request.StartsWith(Line, StringComparison.Ordinal) ? to + one.Request[Line.Length..] : one.Request
        );

    private static IEnumerable<(string What, string Request)> All() =>
        [
            .. LengthAndChunks(),
            .. Codings(),
            .. Lengths(),
            .. SeveralLengths(),
            .. HeaderNames(),
            .. ChunkSizes(),
            .. ChunkEnds(),
            .. Trailers(),
            .. RequestLines(),
            .. Hosts(),
            .. LinesAndCharacters(),
        ];

    /// <summary>Both: whoever believes the one reads another body than whoever believes the other.</summary>
    private static IEnumerable<(string, string)> LengthAndChunks() =>
        from coding in (string[])["chunked", "Chunked", "CHUNKED", "\tchunked", "chunked "]
        from length in (int[])[0, 4, 5, 5 + Second.Length]
        from lengthFirst in (bool[])[true, false]
        let lines = (string[])[$"Content-Length: {length}\r\n", $"Transfer-Encoding: {coding}\r\n"]
        select (
            $"{(lengthFirst ? "length, then chunks" : "chunks, then length")}: {length}, '{coding}'",
            Start + string.Concat(lengthFirst ? lines : lines.Reverse()) + $"\r\n0\r\n\r\n{Second}"
        );

    /// <summary>Not what a reader that looks for "chunked" finds, or more than it.</summary>
    private static IEnumerable<(string, string)> Codings() =>
        from coding in (string[])
            [
                "xchunked",
                "chunkedx",
                "chunked, identity",
                "identity",
                "identity, chunked",
                "chunked, chunked",
                "gzip, chunked",
                "chunked, gzip",
                "chunked;q=1",
                "\"chunked\"",
                "'chunked'",
                "chunk ed",
                "chunked chunked",
                "chunked\0",
                "\vchunked",
                "chunked\v",
                "\fchunked",
                "chunked\u007f",
                "chunked\rX: y",
                "chunked\r\n identity",
                "\r\n chunked",
                "chunked\r\nTransfer-Encoding: identity",
                "chunked\r\nTransfer-Encoding: chunked",
                "chunke",
                "",
            ]
        select ($"the coding '{coding}'", Start + $"Transfer-Encoding: {coding}\r\n\r\n0\r\n\r\n{Second}");

    private static IEnumerable<(string, string)> Lengths() =>
        from length in (string[])
            [
                "+5",
                "-5",
                "-0",
                "0x5",
                "0b101",
                "5 5",
                "5;5",
                "5.0",
                "5e0",
                "5a",
                "a5",
                "\u00b9",
                "5_0",
                "5\0",
                "\v5",
                "5\v",
                "5\f",
                "",
                "5\r\n 5",
                "2147483648x",
                "9223372036854775808",
                "18446744073709551621",
                "99999999999999999999999999",
                "'5'",
                "\"5\"",
                "(5)",
            ]
        select ($"the length '{length}'", Start + $"Content-Length: {length}\r\n\r\nA=1&B{Second}");

    private static IEnumerable<(string, string)> SeveralLengths() =>
        from lengths in (string[][])
            [
                ["5", "6"],
                ["6", "5"],
                ["0", "5"],
                ["5", "0"],
                ["5", "05"],
                ["5", "5", "6"],
                ["5", ""],
                ["5", "x"],
            ]
        from isList in (bool[])[true, false]
        let value = string.Join(isList ? ", " : "\r\nContent-Length: ", lengths)
        select (
            $"{lengths.Length} lengths in {(isList ? "one line" : "lines")}: {string.Join(" and ", lengths)}",
            Start + $"Content-Length: {value}\r\n\r\nA=1&B{Second}"
        );

    /// <summary>Names that some readers repair. The other header beside each is the one that they then overlook.</summary>
    private static IEnumerable<(string, string)> HeaderNames() =>
        from name in (string[])["Transfer-Encoding", "Content-Length"]
        from spelt in (string[])
            [
                $"{name} ",
                $"{name}\t",
                $"{name}\v",
                $"{name}\0",
                $" {name}",
                $"\t{name}",
                $"\0{name}",
                $"{name[..3]} {name[3..]}",
                $"{name[..3]}\r{name[3..]}",
                $"{name[..3]}\0{name[3..]}",
                $"{name}\u00a0",
                $"({name})",
                $"\"{name}\"",
                $"{name}[]",
            ]
        let value = name[0] == 'T' ? "chunked" : "5"
        select ($"the name '{spelt}'", Start + $"{spelt}: {value}\r\n\r\n0\r\n\r\n{Second}");

    private static IEnumerable<(string, string)> ChunkSizes() =>
        from size in (string[])
            [
                "+5",
                "-5",
                "-0",
                "0x5",
                "\\x05",
                "5h",
                "h5",
                "5.",
                "5,5",
                "5_0",
                "\u00b9",
                " 5",
                "\t5",
                "5\0",
                "\v5",
                "5\v",
                "",
                ";x",
                "100000005",
                "10000000000000005",
                "fffffffffffffffb",
                "5\n",
                "5\nx",
                "5\r",
                "5\rx",
                "5\r\r",
                "5;\n",
                "5;\nx",
                "5;x\ny",
                "5;x=\"\n\"",
                "5;\r",
                "5;x\ry",
            ]
        select ($"the chunk size '{size}'", Start + Chunked + $"\r\n{size}\r\nA=1&B\r\n0\r\n\r\n{Second}");

    /// <summary>CVE-2025-55315 and its kin: where a chunk ends, and who thinks so.</summary>
    private static IEnumerable<(string, string)> ChunkEnds() =>
        from data in (string[])["A=1&B", "A", "A=1&B=23456789012"]
        from end in (string[])["\n", "\r", "\n\n", "\n\r", "\r\r\n", "x\r\n", " \r\n", "\0\r\n", "\v\n"]
        select (
            $"a chunk of {data.Length} that ends with '{end}'",
            Start + Chunked + $"\r\n{data.Length:x}\r\n{data}{end}0\r\n\r\n{Second}"
        );

    private static IEnumerable<(string, string)> Trailers() =>
        from last in (string[])
            [
                "0\n\n",
                "0\n\r\n",
                "0\r\r\n\r\n",
                "0;\n\r\n",
                "0;x\ny\r\n\r\n",
                "-0\r\n\r\n",
                "0x0\r\n\r\n",
                "0 0\r\n\r\n",
                "0\r\nX: y\n\r\n",
                "0\r\nX : y\r\n\r\n",
                "0\r\n X: y\r\n\r\n",
                "0\r\nX: a\0b\r\n\r\n",
                "0\r\nX\r\n\r\n",
            ]
        select ($"the last chunk '{last}'", Start + Chunked + $"\r\n5\r\nA=1&B\r\n{last}{Second}");

    private static IEnumerable<(string, string)> RequestLines() =>
        from line in (string[])
            [
                "POST /webhooks/voice",
                "POST /webhooks/voice HTTP/0.9",
                "POST /webhooks/voice HTTP/1.2",
                "POST /webhooks/voice HTTP/3.7",
                "POST /webhooks/voice HTTP/1.1 ",
                "POST /webhooks/voice HTTP/1.1 HTTP/1.1",
                "POST /webhooks/voice http/1.1",
                "POST /webhooks/voice HTTP/01.1",
                "POST /webhooks/voice HTTP/1.10",
                "POST /webhooks/voice HTTP/1,1",
                "POST /webhooks/voice HTTPS/1.1",
                "POST  /webhooks/voice HTTP/1.1",
                "POST\t/webhooks/voice HTTP/1.1",
                "POST /webhooks/voice\tHTTP/1.1",
                " POST /webhooks/voice HTTP/1.1",
                "PO ST /webhooks/voice HTTP/1.1",
                "PO\0ST /webhooks/voice HTTP/1.1",
                "POST webhooks/voice HTTP/1.1",
                "POST /webhooks/\0voice HTTP/1.1",
                "POST /webhooks/voice\r HTTP/1.1",
                "POST http:// HTTP/1.1",
                "\"POST\" /webhooks/voice HTTP/1.1",
                "PRI * HTTP/2.0",
                "\u0016\u0003\u0001\u0002\0\u0001\0\u0001",
            ]
        select ($"the line '{line}'", $"{line}\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n{Second}");

    private static IEnumerable<(string, string)> Hosts() =>
        from host in (string[])
            [
                "",
                "Host: a\r\nHost: b\r\n",
                "Host: localhost\r\nHost: localhost\r\n",
                "Host: a, b\r\n",
                "Host: a b\r\n",
                "Host: a@b\r\n",
                "Host: a/b\r\n",
                "Host: a?b\r\n",
                "Host: a#b\r\n",
                "Host: a:b\r\n",
                "Host: a\\b\r\n",
                "Host: a\0b\r\n",
                "Host : localhost\r\n",
                "Host: localhost\r\n evil\r\n",
            ]
        select ($"the host '{host}'", RequestLine + host + Form + $"Content-Length: 0\r\n\r\n{Second}");

    private static IEnumerable<(string, string)> LinesAndCharacters() =>
        [
            (
                "a bare LF after the request line",
                $"{Line} HTTP/1.1\nHost: a\r\n{Form}Content-Length: 5\r\n\r\nA=1&B{Second}"
            ),
            ("a bare LF after a header", Start + $"X: y\nContent-Length: 5\r\n\r\nA=1&B{Second}"),
            ("a bare LF before the body", Start + $"Content-Length: 5\r\n\nA=1&B{Second}"),
            ("two bare LF before the body", Start + $"Content-Length: 5\n\nA=1&B{Second}"),
            ("a bare CR after a header", Start + $"X: y\rContent-Length: 5\r\n\r\nA=1&B{Second}"),
            ("a NUL in a header", Start + $"X: a\0b\r\n\r\n{Second}"),
            ("a folded header", Start + $"X: a\r\n b\r\nContent-Length: 5\r\n\r\nA=1&B{Second}"),
            ("a header without a colon", Start + $"Content-Length 5\r\n\r\nA=1&B{Second}"),
            ("a header without a name", Start + $": 5\r\n\r\nA=1&B{Second}"),
        ];
}
