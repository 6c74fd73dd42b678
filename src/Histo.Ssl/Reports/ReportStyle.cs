namespace Histo.Ssl.Reports;

/// <summary>The style sheet of a report: system fonts, light and dark, screen and paper.</summary>
internal static class ReportStyle
{
    public const string Css = """
        :root {
          --page: #f6f5f3; --card: #ffffff; --ink: #23262b; --soft: #5d6470; --grid: #d9dbdf; --rule: #e4e2de; --accent: #7b3f76; --wash: #faf7fa;
          --s0: #2460a7; --s1: #c8591b; --s2: #2a8158; --s3: #a23b7f; --s4: #8a6d12; --s5: #626a75;
          --note: #e9f0f8; --note-edge: #2460a7; --warn: #fdf3e1; --warn-edge: #c98a14; --bad: #fcebe8; --bad-edge: #b93a2b;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --page: #17181b; --card: #1f2125; --ink: #e4e5e8; --soft: #a2a8b2; --grid: #41454d; --rule: #32353b; --accent: #d59fd0; --wash: #25252b;
            --s0: #77aef0; --s1: #f0965c; --s2: #6cc59a; --s3: #e58cc4; --s4: #d8b95a; --s5: #a9b0bb;
            --note: #1e2a38; --note-edge: #77aef0; --warn: #352b18; --warn-edge: #d9a23c; --bad: #3a2220; --bad-edge: #e07a6d;
          }
        }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif; }
        main { max-width: 62rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
        header { margin-bottom: 2rem; }
        h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .35rem; letter-spacing: -.01em; text-wrap: balance; }
        header p { color: var(--soft); margin: 0; font-size: 1.05rem; }
        nav { display: flex; flex-wrap: wrap; gap: .35rem 1.1rem; margin-top: 1.1rem; padding-top: .8rem; border-top: 2px solid var(--accent); font-size: .95rem; }
        nav a { color: var(--accent); text-decoration: none; }
        nav a:hover, nav a:focus { text-decoration: underline; }
        section { background: var(--card); border: 1px solid var(--rule); border-radius: .6rem; padding: 1.3rem 1.5rem 1.5rem; margin: 0 0 1.25rem; }
        h2 { font-size: 1.25rem; margin: 0 0 .8rem; }
        p { margin: 0 0 .9rem; max-width: 46rem; overflow-wrap: anywhere; }
        figure { margin: 1.2rem 0 0; }
        h2 + * { margin-top: 0 !important; }
        figcaption, caption { color: var(--ink); font-weight: 600; font-size: .95rem; text-align: left; margin-bottom: .5rem; caption-side: top; }
        .highlights { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: .8rem; margin: 0 0 1.1rem; }
        .highlights div { background: var(--wash); border: 1px solid var(--rule); border-radius: .5rem; padding: .7rem .9rem; }
        .highlights dt { color: var(--soft); font-size: .85rem; }
        .highlights dd { margin: 0; font-size: 1.65rem; font-weight: 650; line-height: 1.25; font-variant-numeric: tabular-nums; }
        .highlights small { display: block; color: var(--soft); font-size: .8rem; font-weight: 400; line-height: 1.35; }
        .facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(17rem, 1fr)); gap: 0 2rem; margin: 0 0 1rem; font-size: .93rem; }
        .facts div { display: flex; gap: .8rem; justify-content: space-between; border-bottom: 1px solid var(--rule); padding: .3rem 0; break-inside: avoid; }
        .facts dt { color: var(--soft); flex: none; }
        .facts dd { margin: 0; text-align: right; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
        .scroll { overflow-x: auto; margin: 1.2rem 0 0; }
        table { border-collapse: collapse; font-size: .93rem; min-width: min(100%, 26rem); }
        th, td { padding: .38rem .9rem .38rem 0; text-align: left; border-bottom: 1px solid var(--rule); vertical-align: top; }
        thead th { color: var(--soft); font-weight: 600; border-bottom: 2px solid var(--grid); white-space: nowrap; vertical-align: bottom; }
        tbody th { font-weight: 500; }
        .number { text-align: right; padding-left: .9rem; font-variant-numeric: tabular-nums; white-space: nowrap; }
        .emphasis > * { font-weight: 700; background: var(--wash); }
        .chart svg { display: block; width: 100%; height: auto; max-width: 57rem; }
        .chart svg text { font-family: Arial, Helvetica, "Liberation Sans", "Noto Sans", sans-serif; }
        .legend { list-style: none; display: flex; flex-wrap: wrap; gap: .25rem 1.2rem; margin: 0 0 .3rem; padding: 0; font-size: .9rem; }
        .swatch { display: inline-block; width: 1.5rem; border-top: .22rem solid currentColor; border-radius: 1px; margin-right: .45rem; vertical-align: .26em; }
        .swatch.dashed { border-top-style: dashed; border-radius: 0; }
        .swatch.reference { border-top: .13rem dashed var(--ink); border-radius: 0; }
        .chart .legend svg { display: inline-block; width: 1rem; height: 1rem; margin-right: .35rem; vertical-align: -.15em; }
        .pictures > div { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(var(--width), 100%), var(--width))); gap: .9rem; align-items: start; }
        .pictures figure { margin: 0; break-inside: avoid; }
        .pictures img { display: block; width: 100%; height: auto; border: 1px solid var(--rule); border-radius: .25rem; background: #ffffff; }
        .pictures figure figcaption { font-weight: 400; font-size: .84rem; color: var(--soft); margin: .3rem 0 0; line-height: 1.35; overflow-wrap: anywhere; }
        .pictures .query img { outline: .2rem solid var(--ink); outline-offset: -.1rem; }
        .pictures .agrees img { outline: .2rem solid var(--s0); outline-offset: -.1rem; }
        .pictures .differs img { outline: .2rem dashed var(--s1); outline-offset: -.1rem; }
        .notice { border-left: .3rem solid var(--note-edge); background: var(--note); padding: .6rem .9rem; border-radius: .3rem; margin: .9rem 0; max-width: none; }
        .notice.warning { border-color: var(--warn-edge); background: var(--warn); }
        .notice.problem { border-color: var(--bad-edge); background: var(--bad); }
        pre { background: var(--wash); border: 1px solid var(--rule); border-radius: .4rem; padding: .8rem 1rem; overflow-x: auto; font: .86rem/1.5 ui-monospace, "Cascadia Mono", Consolas, "DejaVu Sans Mono", monospace; margin: .9rem 0 0; }
        @media print {
          :root {
            --page: #ffffff; --card: #ffffff; --ink: #000000; --soft: #444444; --grid: #bbbbbb; --rule: #cccccc; --accent: #5a2d56; --wash: #f7f7f7;
            --s0: #2460a7; --s1: #c8591b; --s2: #2a8158; --s3: #a23b7f; --s4: #8a6d12; --s5: #626a75; --note: #f2f6fb; --warn: #fdf6e8; --bad: #fdf1ef;
          }
          body { font-size: 10.5pt; }
          main { max-width: none; padding: 0; }
          nav { display: none; }
          section { border: 0; padding: 0; margin-bottom: 1.5rem; }
          h2 { break-after: avoid; border-bottom: 1px solid var(--rule); }
          .chart, tr, .notice { break-inside: avoid; }
          * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
        }

        """;
}
