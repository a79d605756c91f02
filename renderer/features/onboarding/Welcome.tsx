import { AudioLines, LockKeyhole, PlayCircle } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '../../components/Button.tsx';
import { useFocusReturn } from '../../components/useFocusReturn.ts';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';
import { RecommendedModel } from './RecommendedModel.tsx';
import { StarterModel } from './StarterModel.tsx';
import './Welcome.css';

export interface WelcomeProps {
  /** 1 where it is all there is in the view. */
  readonly level: 1 | 2;
  /** Shows what a download takes, and starts it. */
  readonly renderOffer: (
    model: { readonly modelId: string; readonly title: string },
    onClose: () => void,
  ) => ReactNode;
}

/** What Earshot is, that it keeps to this computer, and three ways to begin. Each of them, and none, ends it for good. */
export function Welcome({ level, renderOffer }: WelcomeProps) {
  const { settings, jobs, route } = useStores();
  useFocusReturn();
  const Heading = level === 1 ? 'h1' : 'h2';
  const SubHeading = level === 1 ? 'h2' : 'h3';
  const finish = (): void => {
    void settings.getState().update({ onboarded: true });
    if (route.getState().route.view !== 'library') route.getState().go({ view: 'library' });
  };
  return (
    <div className="welcome">
      <div className="welcome-intro">
        <div className="welcome-icon">
          <AudioLines aria-hidden="true" />
        </div>
        <Heading>{en.onboarding.title}</Heading>
        <p>{en.onboarding.what}</p>
        <p className="welcome-privacy">
          <LockKeyhole aria-hidden="true" />
          {en.onboarding.privacy}
        </p>
      </div>
      <div className="welcome-models-heading">
        <SubHeading>{en.onboarding.modelsTitle}</SubHeading>
        <p className="muted small">{en.onboarding.models}</p>
      </div>
      <div className="welcome-choices">
        <RecommendedModel renderOffer={renderOffer} />
        <StarterModel onUse={finish} />
      </div>
      <div className="welcome-footer">
        <PlayCircle aria-hidden="true" />
        <div className="welcome-footer-text">
          <p className="welcome-choice-title">{en.onboarding.sampleTitle}</p>
          <p className="muted small">{en.onboarding.sampleText}</p>
        </div>
        <Button
          onClick={() => {
            void jobs.getState().addSample();
            finish();
          }}
        >
          {en.onboarding.sample}
        </Button>
        <Button variant="quiet" onClick={finish}>
          {level === 1 ? en.onboarding.done : en.onboarding.skip}
        </Button>
      </div>
    </div>
  );
}
