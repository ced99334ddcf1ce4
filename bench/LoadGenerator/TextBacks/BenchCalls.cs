using System.Globalization;
using LoadGenerator.Twilio;

namespace LoadGenerator.TextBacks;

/// <summary>
/// Calls to many businesses, in turn, from callers who never call the same one twice: a second call within minutes gets no
/// text. bench/textback/tenants.sql gives the businesses the same numbers.
/// </summary>
internal sealed class BenchCalls(Target target, int tenants, int seed)
{
    /// <summary>Of the mainland: where callers may be texted.</summary>
    private static readonly string[] AreaCodes =
        "201 202 203 205 206 207 208 209 210 212 213 214 215 216 217 218 219 224 225 228 229 231 234 239 240 248 251 252 253 254 256 260 262 267 269 270 276 281 301 302 303 304 305 307 308 309 310 312 313 314 315 316 317 318 319 320 321 323 325 330 334 336 337 347 352 360 361 386 401 402 404 405 406 407 408 409 410 412 413 414 415 417 419 423 425 432 434 435 440 443 478 479 480 501 502 503 504 505 507 508".Split(
            ' '
        );

    private const int Lines = 100;

    public BenchCall[] Make(int count)
    {
        var random = new Random(seed);
        var callers = AreaCodes.Length * Lines;
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(i =>
                {
                    // Whole rounds of all callers would meet the same businesses again.
                    var caller = (i + i / callers) % callers;
                    var number = $"+1{AreaCodes[caller % AreaCodes.Length]}5550{100 + caller / AreaCodes.Length}";
                    return new BenchCall(target with { To = NumberOf(i % tenants) }, number, Sid(random), random);
                }),
        ];
    }

    private static string NumberOf(int tenant) =>
        string.Create(CultureInfo.InvariantCulture, $"+1{220 + tenant / 100}55501{tenant % 100:00}");

    private static string Sid(Random random)
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return "CA" + Convert.ToHexStringLower(bytes);
    }
}
